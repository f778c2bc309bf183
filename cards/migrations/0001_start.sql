-- study.db: what the learner owns. Migrations are append-only: never edit a numbered file.
-- review and event are the truth (append-only, travel between machines); all else is derived from
-- them and from the notes. No CHECK on closed lists: a later version's rows must survive here.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE review (
  id TEXT PRIMARY KEY,               -- UUIDv7, text form
  card_id INTEGER NOT NULL,          -- 63-bit card id; the card may be unknown on this machine
  device TEXT NOT NULL,
  utc_ms INTEGER NOT NULL,
  zone_offset_min INTEGER NOT NULL,  -- minutes east of UTC at that moment
  rollover_hour INTEGER NOT NULL,
  study_day INTEGER NOT NULL,        -- days since 1970-01-01 of the learner's study day
  rating INTEGER NOT NULL,           -- 1 again, 2 hard, 3 good, 4 easy; 0 for a row that only voids
  duration_ms INTEGER NOT NULL,
  kind TEXT NOT NULL,                -- learn | review | relearn | void | (later) cram, probe, ...
  state_before INTEGER NOT NULL,     -- 0 new, 1 learning, 2 review, 3 relearning
  step_before INTEGER,
  stability_before REAL,             -- days; diagnostic
  difficulty_before REAL,            -- 1..10; diagnostic
  elapsed_days INTEGER,              -- study days since the last counting row; null for the first
  due_ms INTEGER NOT NULL,           -- the due moment that was chosen (UTC ms); 0 in a void row
  scheduler TEXT NOT NULL,           -- e.g. fsrs-6.3.2
  parameters_hash TEXT NOT NULL,
  desired_retention REAL NOT NULL,
  session TEXT NOT NULL,
  origin TEXT NOT NULL,              -- edgewise | anki | ...
  external_id TEXT,
  voids TEXT                         -- id of the review or event row that this one undoes
) STRICT, WITHOUT ROWID;
CREATE INDEX review_card ON review(card_id, utc_ms, id);
CREATE INDEX review_time ON review(utc_ms, id);
CREATE INDEX review_voids ON review(voids) WHERE voids IS NOT NULL;
CREATE INDEX review_day ON review(study_day);

CREATE TABLE event (
  id TEXT PRIMARY KEY,               -- UUIDv7, text form
  device TEXT NOT NULL,
  utc_ms INTEGER NOT NULL,
  type TEXT NOT NULL,                -- suspend, unsuspend, bury, flag, known, set_due, void, ...
  payload TEXT NOT NULL              -- JSON; card ids in it are strings
) STRICT, WITHOUT ROWID;
CREATE INDEX event_time ON event(utc_ms, id);
-- The events of one card, for the fold of its flags and its due date.
CREATE INDEX event_card ON event(json_extract(payload, '$.card'), utc_ms, id)
  WHERE json_extract(payload, '$.card') IS NOT NULL;

-- One note, one edge, one edge set, one fact, one block: Anki's note.
CREATE TABLE card_group (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, node TEXT NOT NULL, created_ms INTEGER NOT NULL
) STRICT;

-- state: live | blocked (a rule forbids it now) | retired (its edge is gone). Never deleted.
CREATE TABLE card (
  id INTEGER PRIMARY KEY, group_id INTEGER NOT NULL REFERENCES card_group(id),
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL,                -- definition | edge | set | fact | block | exercise
  template TEXT NOT NULL, direction TEXT NOT NULL,
  node TEXT NOT NULL,                -- subject's key, pack/stem
  object TEXT NOT NULL,              -- the other node's key, or ''
  node_type TEXT NOT NULL, relation TEXT NOT NULL,
  layer TEXT NOT NULL, path TEXT NOT NULL, line INTEGER NOT NULL,  -- where its text stands
  question TEXT NOT NULL, answer TEXT NOT NULL, extra TEXT NOT NULL, cue TEXT NOT NULL,
  source TEXT NOT NULL,              -- JSON list of {title, arxiv, year, url, section, node}
  question_norm TEXT NOT NULL,
  fingerprint TEXT NOT NULL,         -- of a fact's value: a changed value is an event
  position INTEGER NOT NULL,         -- place in the study order
  state TEXT NOT NULL, reason TEXT NOT NULL,
  created_ms INTEGER NOT NULL, changed_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX card_node ON card(node);
CREATE INDEX card_object ON card(object) WHERE object <> '';
CREATE INDEX card_group_id ON card(group_id);
-- Equal questions are looked for among blocked cards too: one that was blocked for its double is
-- shown again when the double goes.
CREATE INDEX card_question ON card(question_norm) WHERE state <> 'retired';
CREATE INDEX card_path ON card(layer, path);

CREATE TABLE card_tag (
  tag TEXT NOT NULL, card_id INTEGER NOT NULL REFERENCES card(id), PRIMARY KEY (tag, card_id)
) STRICT, WITHOUT ROWID;

-- Derived: the fold of review and event. One row a card that is live or has history.
CREATE TABLE memory (
  card_id INTEGER PRIMARY KEY,
  state INTEGER NOT NULL,            -- 0 new, 1 learning, 2 review, 3 relearning
  step INTEGER, stability REAL, difficulty REAL,
  last_ms INTEGER, last_day INTEGER, first_day INTEGER,
  days INTEGER NOT NULL,             -- distinct study days with a counting row
  due_ms INTEGER, due_day INTEGER,
  reps INTEGER NOT NULL, lapses INTEGER NOT NULL,
  suspended INTEGER NOT NULL, buried_day INTEGER NOT NULL, flagged INTEGER NOT NULL,
  known INTEGER NOT NULL,
  active INTEGER NOT NULL,           -- 1: live, not suspended, not known
  position INTEGER NOT NULL          -- copied from card, for the queue of new cards
) STRICT;
-- `active` stands among the columns too: SQLite reads the table for a column that an index only has
-- in its condition.
CREATE INDEX memory_due ON memory(state, due_day, last_day, stability, buried_day, active)
  WHERE active = 1 AND state >= 1;
CREATE INDEX memory_new ON memory(position, buried_day, state, active)
  WHERE active = 1 AND state = 0;
