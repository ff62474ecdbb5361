"""Headers written so that they arrive as they are. What the standard library does (seen in Python 3.11): it breaks a
long text with letters beyond ASCII into encoded words with the space between them, where RFC 2047 says that it is part
of neither ("torsdag–fredag 4–5 mars" arrives as "fredag4–5"), and it breaks or encodes a long web address.
"""

from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.policy import Policy

_LONGEST = 76
"""Octets of a line; RFC 2047 wants no line of encoded words longer."""

_IN_ONE_PIECE = {"Message-ID", "List-Unsubscribe"}
"""Read by programs. RFC 5322 lets a line be 998 octets."""


class Whole(BaseHeader):
    """A text (Subject), one name with its address (To, From, Reply-To), or what programs read."""

    def fold(self, *, policy: Policy) -> str:
        """The header as it travels."""
        if self.name in _IN_ONE_PIECE and str(self).isascii():
            return f"{self.name}: {self}{policy.linesep}"
        addresses: tuple[Address, ...] = getattr(self, "addresses", ())
        if str(self).isascii() or len(addresses) > 1 or not (addresses or self.name == "Subject"):
            return super().fold(policy=policy)
        if not addresses:
            return f"{self.name}: {self._encoded(str(self), policy)}{policy.linesep}"
        line = f"{self.name}: {self._encoded(addresses[0].display_name, policy)}"
        address = f"<{addresses[0].addr_spec}>"
        fits = len(line.rpartition(policy.linesep)[2]) + 1 + len(address) <= _LONGEST
        return f"{line}{'' if fits else policy.linesep} {address}{policy.linesep}"

    def _encoded(self, text: str, policy: Policy) -> str:
        return Header(text, "utf-8", header_name=self.name, maxlinelen=_LONGEST).encode(linesep=policy.linesep)


KINDS = HeaderRegistry(base_class=Whole)
