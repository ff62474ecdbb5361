"""Every state of the pages that need no account, in one list with two uses: ``tests/journeys/test_invitee_states.py``
looks for faults in each, and ``make pictures`` takes the pictures in ``docs/svarslagen.md``.
"""
