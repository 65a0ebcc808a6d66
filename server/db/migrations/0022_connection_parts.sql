-- Changes: the outbox carries zones, too, each named in `fields` as zone:001.
-- Old code: still runs; it takes an update of zones for one without fields, sends nothing and notes it as done.

alter table connection_push drop constraint connection_push_kind_check;
alter table connection_push add constraint connection_push_kind_check
  check (kind in ('fields', 'contacts', 'zones', 'release'));
