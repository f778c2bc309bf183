-- The learner's own tags of cards. Derived: the fold of the events tag and untag. Beside card_tag,
-- which follows the notes and is written again with them; here a tag outlives its card's rewording.
CREATE TABLE own_tag (
  tag TEXT NOT NULL, card_id INTEGER NOT NULL, PRIMARY KEY (tag, card_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX own_tag_card ON own_tag(card_id);
