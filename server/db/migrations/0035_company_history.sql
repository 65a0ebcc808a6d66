-- Changes: indexes for the company's whole history by event, by user and by day.
-- Old code: still runs; it writes the same entries.

create index history_entry_by_event on history_entry (company_id, event, id desc);
create index history_entry_by_user on history_entry (company_id, user_id, id desc) where user_id is not null;
create index history_entry_by_time on history_entry (company_id, at, id);
