-- arxiv-index.db: papers of a metadata dump, made whole by arxiv_index_build.py, then only read.
-- paper.id is the arXiv id as a number (id_number.py), paper.key folds the title (title_words.py).
-- Dates are seconds since 1970, UTC; exact says how far they are known: 0 month, 1 day, 2 second.
CREATE TABLE paper (
    id INTEGER PRIMARY KEY,
    key INTEGER NOT NULL,
    title TEXT NOT NULL,
    authors TEXT NOT NULL,
    categories TEXT NOT NULL,
    published INTEGER NOT NULL,
    published_exact INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    updated_exact INTEGER NOT NULL,
    version INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL,
    doi TEXT NOT NULL,
    journal_ref TEXT NOT NULL
);
-- Only with --abstracts.
CREATE TABLE long_text (id INTEGER PRIMARY KEY, abstract TEXT NOT NULL, comment TEXT NOT NULL);
-- Which papers hold a word; no positions, no counts, no copy of the text: rows are checked instead.
CREATE VIRTUAL TABLE word USING fts5(
    title, authors, content='', columnsize=0, detail=none, tokenize=ascii
);
CREATE VIRTUAL TABLE abstract_word USING fts5(
    abstract, content='', columnsize=0, detail=none, tokenize=ascii
);
CREATE VIRTUAL TABLE word_count USING fts5vocab(word, row);
-- Words too frequent to lead a look-up, with the number of papers that hold them.
CREATE TABLE common_word (word TEXT PRIMARY KEY, papers INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
