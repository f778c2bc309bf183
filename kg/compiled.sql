-- graph.db: the compiled graph. Only a cache: delete it and the next start makes it again.
-- Integer keys throughout; every table can be read by index without opening a note.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- A layer is a pack or the learner's vault. Higher rank lies over lower. available = 0: its folder
-- is missing, or is empty though it held notes before (an unmounted vault).
CREATE TABLE layer (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL, version TEXT NOT NULL,
  root TEXT NOT NULL, rank INTEGER NOT NULL, available INTEGER NOT NULL
) STRICT;

-- state: ok (read; may have faults on single lines) | unreadable (nothing of it can be trusted).
CREATE TABLE file (
  id INTEGER PRIMARY KEY, layer INTEGER NOT NULL REFERENCES layer(id), path TEXT NOT NULL,
  size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, hash BLOB NOT NULL, state TEXT NOT NULL,
  UNIQUE (layer, path)
) STRICT;

-- key: the identity that card ids are made of: the header's id, else copied_from, else pack/stem.
-- shadowed = 1: a vault note of the same stem replaces it; such rows have no edges and no cards.
-- stub = 1: something links to the name but there is no readable note.
-- depth: longest chain of requires below it. position: place in the study order (0 first).
-- header and body stand last, so that reading all nodes does not read the texts.
CREATE TABLE node (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, stem TEXT NOT NULL, pack TEXT NOT NULL,
  type TEXT NOT NULL, title TEXT NOT NULL, status TEXT NOT NULL, definition TEXT NOT NULL,
  q TEXT NOT NULL, a TEXT NOT NULL, closed TEXT NOT NULL,
  file INTEGER REFERENCES file(id), line INTEGER NOT NULL, stub INTEGER NOT NULL,
  shadowed INTEGER NOT NULL, depth INTEGER NOT NULL, position INTEGER NOT NULL,
  centrality REAL NOT NULL, header TEXT NOT NULL, body TEXT NOT NULL
) STRICT;
CREATE INDEX node_stem ON node(stem);
-- In the order of lists, so that a page of a hundred is read and no more.
CREATE INDEX node_type ON node(type, stub, title COLLATE NOCASE, key);
CREATE INDEX node_title ON node(title COLLATE NOCASE, key) WHERE stub = 0;
CREATE INDEX node_file ON node(file);
-- Which notes a paper that was found elsewhere belongs to.
CREATE INDEX node_arxiv ON node(json_extract(header, '$.arxiv')) WHERE type = 'paper';
-- The last part of the key, for links by that name.
CREATE INDEX node_tail ON node(substr(key, length(rtrim(key, replace(key, '/', ''))) + 1));

CREATE TABLE alias (
  norm TEXT NOT NULL, node INTEGER NOT NULL REFERENCES node(id), alias TEXT NOT NULL,
  PRIMARY KEY (norm, node)
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_node ON alias(node);

CREATE TABLE tag (
  tag TEXT NOT NULL, node INTEGER NOT NULL REFERENCES node(id), PRIMARY KEY (tag, node)
) STRICT, WITHOUT ROWID;

-- step: stem of the framework step for the points of a problem, else ''. ord: the order qualifier,
-- else the place in the note. card = 0: [card:: no]. qualifiers: JSON object of all the others.
-- Two lines that say the same edge (header and ## Links) are one row; the line with the reason wins.
CREATE TABLE edge (
  id INTEGER PRIMARY KEY, subject INTEGER NOT NULL REFERENCES node(id), relation TEXT NOT NULL,
  object INTEGER NOT NULL REFERENCES node(id), step TEXT NOT NULL, reason TEXT NOT NULL,
  locator TEXT NOT NULL, ord INTEGER NOT NULL, status TEXT NOT NULL, q TEXT NOT NULL,
  a TEXT NOT NULL, card INTEGER NOT NULL, anchor TEXT NOT NULL, qualifiers TEXT NOT NULL,
  file INTEGER NOT NULL REFERENCES file(id), line INTEGER NOT NULL, col INTEGER NOT NULL,
  UNIQUE (subject, relation, object, step)
) STRICT;
CREATE INDEX edge_object ON edge(object, relation);
CREATE INDEX edge_file ON edge(file);

CREATE TABLE fact (
  id INTEGER PRIMARY KEY, node INTEGER NOT NULL REFERENCES node(id), key TEXT NOT NULL,
  value TEXT NOT NULL, as_of TEXT NOT NULL, source INTEGER REFERENCES node(id),
  status TEXT NOT NULL, q TEXT NOT NULL, a TEXT NOT NULL, card INTEGER NOT NULL,
  anchor TEXT NOT NULL, qualifiers TEXT NOT NULL,
  file INTEGER NOT NULL REFERENCES file(id), line INTEGER NOT NULL, col INTEGER NOT NULL
) STRICT;
CREATE INDEX fact_node ON fact(node);
CREATE INDEX fact_file ON fact(file);

-- Hand-written cards. kind: qa | cloze (text holds the whole cloze, question and answer are '').
CREATE TABLE block (
  id INTEGER PRIMARY KEY, node INTEGER NOT NULL REFERENCES node(id), kind TEXT NOT NULL,
  anchor TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, text TEXT NOT NULL,
  file INTEGER NOT NULL REFERENCES file(id), line INTEGER NOT NULL,
  UNIQUE (node, anchor)
) STRICT;
CREATE INDEX block_file ON block(file);

-- A plain wikilink of the text: it relates nothing, but it can be followed and searched.
CREATE TABLE mention (
  node INTEGER NOT NULL REFERENCES node(id), target INTEGER NOT NULL REFERENCES node(id),
  PRIMARY KEY (node, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_target ON mention(target);

-- What the compiler must remember to take up a single changed note again. beside: a file that is
-- no node itself, because it extends the node with that key or is replaced by it.
CREATE TABLE beside (
  file INTEGER PRIMARY KEY REFERENCES file(id), kind TEXT NOT NULL, key TEXT NOT NULL
) STRICT;
CREATE INDEX beside_key ON beside(key);
-- refused: a line whose edge is not stored. cause: types | itself | cycle | ambiguous | missing (extends).
-- stem: last part of the name it links to.
CREATE TABLE refused (
  file INTEGER NOT NULL REFERENCES file(id), relation TEXT NOT NULL, stem TEXT NOT NULL,
  cause TEXT NOT NULL, line INTEGER NOT NULL
) STRICT;
CREATE INDEX refused_file ON refused(file);
CREATE INDEX refused_stem ON refused(stem);

-- The vocabulary: in how many notes each word stem occurs (the leak test asks for rare ones).
CREATE TABLE vocabulary (stem TEXT PRIMARY KEY, notes INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- What the checker found, so that the app can show it without reading a note again.
CREATE TABLE fault (
  file INTEGER REFERENCES file(id), layer TEXT NOT NULL, path TEXT NOT NULL, line INTEGER NOT NULL,
  col INTEGER NOT NULL, code TEXT NOT NULL, severity TEXT NOT NULL, message TEXT NOT NULL
) STRICT;
CREATE INDEX fault_file ON fault(file);

CREATE VIRTUAL TABLE search USING fts5(
  title, aliases, definition, body, tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3'
);
