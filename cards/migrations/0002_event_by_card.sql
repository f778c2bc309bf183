-- The events of one card, for the fold of its flags and its due date.
CREATE INDEX event_card ON event(json_extract(payload, '$.card'), utc_ms, id)
  WHERE json_extract(payload, '$.card') IS NOT NULL;
