"""The bare flow: Flask and sqlite3 without permissions, mail or validation, under the same gunicorn. A floor that
nothing real reaches, so that our figures can be given as a share of what this machine can do at all.
"""

import csv
import io
import os
import sqlite3
import threading
from uuid import uuid4

import xlsxwriter
from flask import Flask, Response, redirect, render_template_string, request

DATABASE = os.environ["BARE_DATABASE"]
FEED = b"BEGIN:VCALENDAR\r\n" + b"X-LINE:0123456789012345678901234567890123456789\r\n" * 400 + b"END:VCALENDAR\r\n"
PAGE = "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1><form method=post>" + (
    "{% for part in parts %}<p><label><input type=checkbox name=part value={{ part[0] }}> {{ part[1] }}</label>"
    "<span class=hint>Torsdag 4 mars 13.00–16.15, Stora salen, Södra Berget, Sundsvall</span></p>{% endfor %}"
    "<p>" + "Du svarar som Anna Berg, rektor, Ånge kommun. " * 40 + "</p><button>Skicka anmälan</button></form>"
)

app = Flask(__name__)
_local = threading.local()


def _connection() -> sqlite3.Connection:
    if not hasattr(_local, "connection"):
        _local.connection = sqlite3.connect(DATABASE, timeout=30, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            _local.connection.execute(f"PRAGMA {pragma}")
    connection: sqlite3.Connection = _local.connection
    return connection


@app.get("/i/<token>")
def form(token: str) -> str:
    """The form page: three statements and a template of about five kilobytes."""
    connection = _connection()
    connection.execute("SELECT * FROM invitation WHERE token = ?", (token,)).fetchone()
    parts = connection.execute("SELECT id, title FROM part").fetchall()
    connection.execute("SELECT part_id, count(*) FROM seat GROUP BY part_id").fetchall()
    return render_template_string(PAGE, title="Anmälan", parts=parts)


@app.post("/i/<token>")
def register(token: str) -> Response:
    """A registration: lock, count, three inserts, commit."""
    connection = _connection()
    connection.execute("BEGIN IMMEDIATE")
    row = connection.execute("SELECT id FROM invitation WHERE token = ?", (token,)).fetchone()
    connection.execute("SELECT count(*) FROM registration").fetchone()
    uid = str(uuid4())
    connection.execute("INSERT OR IGNORE INTO registration (invitation_id, uid) VALUES (?, ?)", (row[0], uid))
    for part in request.form.getlist("part"):
        connection.execute("INSERT OR IGNORE INTO seat (invitation_id, part_id) VALUES (?, ?)", (row[0], part))
    connection.execute("INSERT INTO letter (uid, body) VALUES (?, ?)", (uid, "x" * 2000))
    connection.execute("COMMIT")
    return redirect(f"/i/{token}", 303)  # type: ignore[return-value]


@app.get("/kalender/<token>.ics")
def feed(token: str) -> Response:
    """A stored feed: one statement, a 304 where the client has it."""
    row = _connection().execute("SELECT version FROM feed WHERE token = ?", (token,)).fetchone()
    etag = f'"{row[0]}"'
    if request.headers.get("If-None-Match") == etag:
        return Response(status=304, headers={"ETag": etag})
    return Response(FEED, content_type="text/calendar; charset=utf-8", headers={"ETag": etag})


@app.post("/tick/<int:person>")
def tick(person: int) -> Response:
    """A check-in: one insert, committed."""
    connection = _connection()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT OR IGNORE INTO tick (person_id, uid) VALUES (?, ?)", (person, str(uuid4())))
    connection.execute("COMMIT")
    return redirect("/door", 303)  # type: ignore[return-value]


@app.get("/door")
def door() -> str:
    """What the door's redirect leads to."""
    return "ok"


def bare_csv(rows: list[list[str]]) -> bytes:
    """The bare CSV writer."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode()


def bare_xlsx(rows: list[list[str]]) -> bytes:
    """The bare XLSX writer."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return target.getvalue()


def create_tables(people: int) -> None:
    """The bare database with ``people`` invitations."""
    connection = sqlite3.connect(DATABASE)
    connection.executescript(
        """PRAGMA journal_mode=WAL;
        CREATE TABLE invitation (id INTEGER PRIMARY KEY, token TEXT UNIQUE);
        CREATE TABLE part (id INTEGER PRIMARY KEY, title TEXT);
        CREATE TABLE registration (id INTEGER PRIMARY KEY, invitation_id INTEGER UNIQUE, uid TEXT);
        CREATE TABLE seat (invitation_id INTEGER, part_id INTEGER, UNIQUE (invitation_id, part_id));
        CREATE TABLE letter (id INTEGER PRIMARY KEY, uid TEXT, body TEXT);
        CREATE TABLE feed (token TEXT PRIMARY KEY, version INTEGER);
        CREATE TABLE tick (person_id INTEGER UNIQUE, uid TEXT);"""
    )
    connection.executemany("INSERT INTO invitation (token) VALUES (?)", [(f"t{n}",) for n in range(people)])
    connection.executemany("INSERT INTO part (title) VALUES (?)", [(f"Del {n}",) for n in range(8)])
    connection.executemany("INSERT INTO feed VALUES (?, 1)", [(f"t{n}",) for n in range(60)])
    connection.commit()
    connection.close()
