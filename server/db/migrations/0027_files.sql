-- Changes: files of customers and leads, each with its versions; their bytes lie in the file store, under a random key.
-- Old code: still runs; it knows of no files, and leaves the bytes of records that it deletes to the next sweep.

select platform.create_company_table('file');
alter table file
  add customer_id bigint not null,
  -- As people see it and as it is downloaded; never where the bytes lie.
  add name text not null check (length(name) between 1 and 255),
  add category_id bigint,
  add description text not null default '' check (length(description) <= 500),
  -- The number of the version that is shown: the latest.
  add shown_number int not null default 1 check (shown_number > 0),
  add version int not null default 1,
  add created_at timestamptz not null default now(),
  -- Deleted files may be brought back until they are purged with their bytes.
  add deleted_at timestamptz,
  add deleted_by bigint,
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, category_id) references catalogue_value (company_id, id),
  add foreign key (company_id, deleted_by) references user_account (company_id, id);
create index file_of_customer on file (company_id, customer_id);
-- Answers the count in the record's tab by itself.
create index file_there on file (company_id, customer_id) where deleted_at is null;
create index file_of_category on file (company_id, category_id) where category_id is not null;

select platform.create_company_table('file_version');
alter table file_version
  add file_id bigint not null,
  -- From 1, without gaps.
  add number int not null check (number > 0),
  -- What it was called where it came from.
  add original_name text not null check (length(original_name) between 1 and 255),
  -- As its first bytes say, whatever its name does.
  add content_type text not null check (length(content_type) between 3 and 120),
  add size_bytes bigint not null check (size_bytes > 0),
  add sha256 bytea not null check (length(sha256) = 32),
  -- Where the file store has the bytes. A copy of a record shares them: they go when no version names the key.
  add storage_key text not null check (storage_key ~ '^[0-9a-f]{32}$'),
  add uploaded_at timestamptz not null default now(),
  add uploaded_by bigint,
  add foreign key (company_id, file_id) references file (company_id, id) on delete cascade,
  add foreign key (company_id, uploaded_by) references user_account (company_id, id),
  add constraint file_version_once unique (company_id, file_id, number);
create index file_version_key on file_version (company_id, storage_key);
