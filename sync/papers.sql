-- papers.db, format 1: what was fetched about papers, and what is known of the asking.
-- Everything here can be fetched again; a later format may drop and refill.
-- authors: one a line; categories: blank-separated; published, updated: ISO 8601, UTC.
CREATE TABLE paper (
    id INTEGER PRIMARY KEY,
    base TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    authors TEXT NOT NULL,
    abstract TEXT NOT NULL,
    primary_category TEXT NOT NULL,
    categories TEXT NOT NULL,
    published TEXT NOT NULL,
    updated TEXT NOT NULL,
    doi TEXT NOT NULL,
    journal_ref TEXT NOT NULL,
    comment TEXT NOT NULL,
    withdrawn INTEGER NOT NULL,
    fetched_ms INTEGER NOT NULL,
    origin TEXT NOT NULL
);
CREATE VIRTUAL TABLE paper_words USING fts5(
    title, authors, abstract, content='paper', content_rowid='id',
    tokenize='unicode61 remove_diacritics 2'
);
CREATE TRIGGER paper_added AFTER INSERT ON paper BEGIN
    INSERT INTO paper_words(rowid, title, authors, abstract)
    VALUES (new.id, new.title, new.authors, new.abstract);
END;
CREATE TRIGGER paper_changed AFTER UPDATE ON paper BEGIN
    INSERT INTO paper_words(paper_words, rowid, title, authors, abstract)
    VALUES ('delete', old.id, old.title, old.authors, old.abstract);
    INSERT INTO paper_words(rowid, title, authors, abstract)
    VALUES (new.id, new.title, new.authors, new.abstract);
END;
-- Every version that was seen: the first (its date comes with each record) and the latest then.
CREATE TABLE paper_version (
    base TEXT NOT NULL,
    version INTEGER NOT NULL,
    updated TEXT NOT NULL,
    PRIMARY KEY (base, version)
) WITHOUT ROWID;
-- Ids without an answer yet. state: asked (missing from one answer), missing (from two), failed.
CREATE TABLE request (
    base TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    last_error TEXT NOT NULL,
    asked_ms INTEGER NOT NULL
) WITHOUT ROWID;
-- A stored paper got a newer version, or was withdrawn; told: the cards that cite it are flagged.
CREATE TABLE news (
    base TEXT NOT NULL,
    old_version INTEGER NOT NULL,
    new_version INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL,
    told INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (base, new_version, withdrawn)
) WITHOUT ROWID;
-- not_before_ms: when the next request may leave this machine (Unix, milliseconds).
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
