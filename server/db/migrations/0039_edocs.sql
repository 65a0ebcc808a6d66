-- E-Docs: providers of electronic signatures, templates with fields on their PDF, documents, signers, what happened (TAB-012, ADM-011).
-- Old code: unaffected; it never writes a row of provider_health for an e-doc provider, nor news of a document.

select platform.create_company_table('edoc_provider');
alter table edoc_provider
  add version int not null default 1,
  add name text not null check (length(name) between 1 and 120),
  add connector text, -- null: built-in signing
  add active boolean not null default true,
  add settings jsonb not null default '{}',
  add sealed_secrets text;
create unique index edoc_provider_name on edoc_provider (company_id, platform.fold(name));

-- A provider that fails is left alone as any other is (0023).
alter table provider_health
  add edoc_provider_id bigint,
  add foreign key (company_id, edoc_provider_id) references edoc_provider (company_id, id) on delete cascade,
  add constraint provider_health_edoc unique (company_id, edoc_provider_id);
do $$
declare
  one text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'provider_health_of_one');
begin
  if one not like '%num_nonnulls(%' then
    raise exception 'The check of provider_health is not written as expected: %', one;
  end if;
  alter table provider_health drop constraint provider_health_of_one;
  execute format('alter table provider_health add constraint provider_health_of_one %s',
    replace(one, 'num_nonnulls(', 'num_nonnulls(edoc_provider_id, '));
end $$;

-- A form that is signed again and again. Its PDF lies in the file store; a new one takes the place of the old.
select platform.create_company_table('edoc_template');
alter table edoc_template
  add version int not null default 1,
  add name text not null check (length(name) between 1 and 191),
  add description text not null default '' check (length(description) <= 500),
  add active boolean not null default true,
  add sort int not null default 0,
  -- Used and then deleted: documents still name it, nobody chooses it any more.
  add archived_at timestamptz,
  add subject text not null default '' check (length(subject) <= 100),
  add message text not null default '' check (length(message) <= 2000),
  add expires_days int not null default 30 check (expires_days between 1 and 365),
  add reminder_days int not null default 3 check (reminder_days between 0 and 30),
  -- The PDF; null until one was uploaded.
  add file_name text,
  add storage_key text,
  add sha256 bytea,
  add size_bytes bigint,
  add pages jsonb not null default '[]', -- [{ "width", "height" }] as shown, in points
  add fields jsonb not null default '[]',
  add updated_at timestamptz not null default now(),
  add updated_by bigint,
  add check (num_nonnulls(file_name, storage_key, sha256, size_bytes) in (0, 4)),
  add foreign key (company_id, updated_by) references user_account (company_id, id);
create unique index edoc_template_name on edoc_template (company_id, platform.fold(name)) where archived_at is null;

select platform.create_company_table('edoc');
alter table edoc
  add version int not null default 1,
  add customer_id bigint not null,
  add edoc_provider_id bigint not null,
  add template_id bigint,
  add name text not null check (length(name) between 1 and 191),
  add subject text not null default '' check (length(subject) <= 100),
  add message text not null default '' check (length(message) <= 2000),
  add status text not null default 'draft' check (status in ('draft', 'sent', 'completed', 'declined', 'voided', 'expired')),
  add created_at timestamptz not null default now(),
  add created_by bigint,
  add sent_at timestamptz,
  add sent_by bigint,
  add viewed_at timestamptz,
  -- When it was completed, declined, voided or expired.
  add finalized_at timestamptz,
  add reason text not null default '' check (length(reason) <= 500), -- why it was declined or voided
  add expires_days int not null default 30 check (expires_days between 1 and 365),
  add expires_at timestamptz,
  add reminder_days int not null default 3 check (reminder_days between 0 and 30),
  -- What is signed: copied from the template, so that a change to it changes nothing that is under way.
  add file_name text not null,
  add storage_key text not null,
  add sha256 bytea not null,
  add size_bytes bigint not null,
  add pages jsonb not null,
  add fields jsonb not null,
  add merged jsonb not null default '{}', -- merge fields' values, as they were when it was sent
  -- The end: the flattened document with its certificate.
  add sealed_key text,
  add sealed_sha256 bytea,
  add filled_sha256 bytea, -- before the certificate was added
  add sealed_bytes bigint,
  add sealed_at timestamptz,
  add tampered_at timestamptz, -- when its bytes were found to be others than those that were sealed
  add file_id bigint, -- its copy among the record's files
  -- At a provider other than our own.
  add provider_key text, -- ours: what the envelope is looked up by if an answer is lost
  add provider_state text not null default 'none' check (provider_state in ('none', 'sending', 'unknown', 'sent', 'failed')),
  add provider_id text,
  add called_at timestamptz,
  add failure text,
  add looks int not null default 0,
  add next_look_at timestamptz,
  add void_asked boolean not null default false,
  add check ((sealed_key is null) = (sealed_sha256 is null) and (sealed_key is null) = (sealed_at is null)),
  add check ((status in ('draft', 'sent')) = (finalized_at is null)),
  add check (status = 'draft' or sent_at is not null or status = 'voided'),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, edoc_provider_id) references edoc_provider (company_id, id),
  add foreign key (company_id, template_id) references edoc_template (company_id, id),
  add foreign key (company_id, file_id) references file (company_id, id) on delete set null (file_id),
  add foreign key (company_id, created_by) references user_account (company_id, id),
  add foreign key (company_id, sent_by) references user_account (company_id, id);
create index edoc_of_customer on edoc (company_id, customer_id, id);
create index edoc_of_template on edoc (company_id, template_id) where template_id is not null;
create index edoc_of_provider on edoc (company_id, edoc_provider_id);
create index edoc_of_file on edoc (company_id, file_id) where file_id is not null;
create unique index edoc_provider_key on edoc (company_id, provider_key) where provider_key is not null;
create index edoc_envelope on edoc (company_id, provider_id) where provider_id is not null;
create index edoc_open on edoc (company_id, expires_at) where status = 'sent';

/* Who signs. Of the link and of the code only digests are kept; both end with the signature. */
select platform.create_company_table('edoc_signer');
alter table edoc_signer
  add edoc_id bigint not null,
  add role text not null check (role in ('customer', 'cosigner', 'dealer')),
  add turn int not null default 1 check (turn between 1 and 9), -- those of one turn sign beside each other
  add name text not null check (length(name) between 1 and 120),
  add email text,
  add phone text, -- ten digits
  add delivery text not null check (delivery in ('email', 'in_person')),
  add code_channel text not null default 'email' check (code_channel in ('email', 'sms')),
  add status text not null default 'waiting' check (status in ('waiting', 'sent', 'viewed', 'signed', 'declined')),
  add token_hash bytea,
  add code_hash bytea,
  add code_expires_at timestamptz,
  add code_tries int not null default 0,
  add code_sends int not null default 0,
  add code_sent_at timestamptz,
  add code_verified_at timestamptz,
  add key_hash bytea, -- of the session that a right code, or a user in person, has opened
  add key_expires_at timestamptz,
  add host_user_id bigint, -- who was there when it was signed in person
  add sent_at timestamptz,
  add reminded_at timestamptz,
  add viewed_at timestamptz,
  add consented_at timestamptz,
  add signed_at timestamptz,
  add signed_name text,
  add address text not null default '', -- IP address of the signature
  add agent text not null default '',
  add signature_key text,
  add initials_key text,
  add entries jsonb not null default '{}', -- what was entered, by field
  add message_id bigint,
  add provider_recipient_id text,
  add check ((status = 'signed') = (signed_at is not null)),
  add foreign key (company_id, edoc_id) references edoc (company_id, id) on delete cascade,
  add foreign key (company_id, host_user_id) references user_account (company_id, id),
  add foreign key (company_id, message_id) references message (company_id, id) on delete set null (message_id);
create unique index edoc_signer_role on edoc_signer (company_id, edoc_id, role);
create unique index edoc_signer_token on edoc_signer (company_id, token_hash) where token_hash is not null;
create index edoc_signer_message on edoc_signer (company_id, message_id) where message_id is not null;

-- What happened to a document, in its order: the certificate is made of it. Lines of a log, never changed.
select platform.create_company_table('edoc_event');
alter table edoc_event
  add edoc_id bigint not null,
  add signer_id bigint,
  add kind text not null,
  add at timestamptz not null,
  add by_user_id bigint,
  add who text not null default '',
  add address text not null default '',
  add agent text not null default '',
  add detail text not null default '' check (length(detail) <= 500),
  add foreign key (company_id, edoc_id) references edoc (company_id, id) on delete cascade,
  add foreign key (company_id, signer_id) references edoc_signer (company_id, id) on delete cascade,
  add foreign key (company_id, by_user_id) references user_account (company_id, id);
create index edoc_event_of_edoc on edoc_event (company_id, edoc_id, id);

-- The company's own certificate, which its sealed documents are signed with. The private key is stored encrypted.
select platform.create_company_table('edoc_certificate');
alter table edoc_certificate
  add made_at timestamptz not null,
  add expires_at timestamptz not null,
  add fingerprint text not null,
  add sealed_p12 text not null;

-- News may be of a document, too; the checks are widened as they stand (0034).
alter table notification
  add edoc_id bigint,
  add foreign key (company_id, edoc_id) references edoc (company_id, id) on delete cascade;
do $$
declare
  kinds text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'notification_kind_check');
  about text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'notification_about');
begin
  if kinds not like '%ARRAY[%' or about not like '%num_nonnulls(%' then
    raise exception 'The checks of notification are not written as expected: %, %', kinds, about;
  end if;
  alter table notification drop constraint notification_kind_check, drop constraint notification_about;
  execute format('alter table notification add constraint notification_kind_check %s, add constraint notification_about %s',
    replace(kinds, 'ARRAY[', $q$ARRAY['edoc_signed'::text, 'edoc_completed'::text, 'edoc_declined'::text, 'edoc_expired'::text, 'edoc_failed'::text, $q$),
    replace(about, 'num_nonnulls(', 'num_nonnulls(edoc_id, '));
end $$;
alter table notification add constraint notification_of_edoc check ((kind like 'edoc\_%') = (edoc_id is not null));
create index notification_of_edoc on notification (company_id, edoc_id) where edoc_id is not null;
