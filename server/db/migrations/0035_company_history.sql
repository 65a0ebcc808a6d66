-- Changes: indexes for the company's whole history by when it happened, for an event and for a user.
-- Old code: still runs; it writes the same entries.

create index history_entry_by_time on history_entry (company_id, at, id);
create index history_entry_by_event on history_entry (company_id, event, at, id);
create index history_entry_by_user on history_entry (company_id, user_id, at, id) where user_id is not null;
