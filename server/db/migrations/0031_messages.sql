-- Changes: messages of records by text message and e-mail, their templates, the channels that carry them, and who wants none.
-- Old code: still runs; it neither sends nor shows messages.

/* How a company reaches people by one channel: at most one row each. Secrets (SMTP password, auth token) are sealed. */
select platform.create_company_table('message_channel');
alter table message_channel
  add channel text not null check (channel in ('sms', 'email')),
  add active boolean not null default true,
  add settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),
  add sealed_secrets text,
  add version int not null default 1,
  add unique (company_id, channel);

/* A location that writes under an address of its own; all others write under the channel's. */
select platform.create_company_table('message_sender');
alter table message_sender
  add channel text not null check (channel in ('sms', 'email')),
  add location_id bigint not null,
  -- E.164, or an e-mail address.
  add address text not null check (length(address) between 3 and 254),
  add name text not null default '' check (length(name) <= 100),
  add unique (company_id, channel, location_id),
  add foreign key (company_id, location_id) references location (company_id, id) on delete cascade;

select platform.create_company_table('message_template');
alter table message_template
  add version int not null default 1,
  add name text not null check (length(name) between 1 and 120),
  add channel text not null check (channel in ('sms', 'email')),
  add category text not null check (category in ('transactional', 'marketing')),
  add kind text not null default 'both' check (kind in ('customer', 'lead', 'both')),
  add active boolean not null default true,
  add subject text not null default '' check (length(subject) <= 200),
  add body text not null check (length(body) between 1 and 10000),
  add check (channel = 'email' or subject = '');
create unique index message_template_name on message_template (company_id, platform.fold(name));

/* One message, in or out. A row is never deleted while its record is there; what changes is its state. */
select platform.create_company_table('message');
alter table message
  -- Null: it came in, and nobody knows yet from whom.
  add customer_id bigint,
  -- Of one that came in and belongs to nobody yet: whose number it came to, if that is one location's.
  add location_id bigint,
  add version int not null default 1,
  add direction text not null check (direction in ('in', 'out')),
  add channel text not null check (channel in ('sms', 'email')),
  add category text not null check (category in ('transactional', 'marketing')),
  add state text not null check (state in
    ('queued', 'sending', 'sent', 'delivered', 'failed', 'bounced', 'opted_out', 'unknown', 'canceled', 'received')),
  -- Why it is as it is, in a sentence for people.
  add reason text not null default '' check (length(reason) <= 500),
  add subject text not null default '' check (length(subject) <= 200),
  add body text not null check (length(body) <= 10000),
  -- E.164 or an e-mail address in small letters; ours is empty until it is known.
  add our_address text not null default '',
  add their_address text not null,
  add their_name text not null default '',
  add template_id bigint,
  -- Names it to the outside: in callbacks, reply addresses and links to unsubscribe. Nobody can guess one.
  add token text not null,
  -- Whoever queues it again under the same key has queued it already.
  add dedupe_key text check (length(dedupe_key) between 1 and 200),
  -- Twilio's SID, or the Message-ID of an e-mail.
  add provider_id text,
  add segments int not null default 0,
  add attempts int not null default 0,
  add looks int not null default 0,
  add send_after timestamptz,
  add attempted_at timestamptz,
  add sent_at timestamptz,
  add delivered_at timestamptz,
  -- When somebody read what came in, or saw to what failed.
  add seen_at timestamptz,
  add seen_by bigint,
  add created_at timestamptz not null default now(),
  -- Null: the system, or whoever wrote to us.
  add created_by bigint,
  add check ((direction = 'in') = (state = 'received')),
  add check (customer_id is not null or direction = 'in'),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, location_id) references location (company_id, id) on delete set null (location_id),
  add foreign key (company_id, template_id) references message_template (company_id, id) on delete set null (template_id),
  add foreign key (company_id, seen_by) references user_account (company_id, id),
  add foreign key (company_id, created_by) references user_account (company_id, id);
create unique index message_token on message (company_id, token);
create unique index message_dedupe on message (company_id, dedupe_key) where dedupe_key is not null;
create unique index message_provider on message (company_id, channel, provider_id) where provider_id is not null;
create index message_of_customer on message (company_id, customer_id, id);
create index message_list on message (company_id, id);
-- What somebody has to see to: few rows, whatever has been sent in years.
create index message_attention on message (company_id, customer_id, id)
  where seen_at is null and state in ('failed', 'bounced', 'unknown', 'received');
create index message_waiting on message (company_id, id) where state in ('queued', 'sending');
-- The rate of a channel, and what a reply or Twilio's list may mean.
create index message_attempted on message (company_id, channel, attempted_at) where attempted_at is not null;
create index message_with on message (company_id, channel, their_address, id);
create index message_of_template on message (company_id, template_id) where template_id is not null;
create index message_of_location on message (company_id, location_id) where location_id is not null;

select platform.create_company_table('message_attachment');
alter table message_attachment
  add message_id bigint not null,
  add file_id bigint,
  add name text not null check (length(name) between 1 and 255),
  add content_type text not null,
  add size_bytes bigint not null check (size_bytes >= 0),
  add storage_key text not null,
  add foreign key (company_id, message_id) references message (company_id, id) on delete cascade,
  add foreign key (company_id, file_id) references file (company_id, id) on delete set null (file_id);
create index message_attachment_of_message on message_attachment (company_id, message_id, id);
create index message_attachment_of_file on message_attachment (company_id, file_id) where file_id is not null;

/* Who wants no messages: an address that said so itself, or a record of which a user noted it. Lifted ones stay, as proof. */
select platform.create_company_table('message_opt_out');
alter table message_opt_out
  add channel text not null check (channel in ('sms', 'email')),
  -- `all`: nothing at all; `marketing`: nothing but what belongs to the service.
  add scope text not null check (scope in ('all', 'marketing')),
  add source text not null check (source in ('word', 'link', 'provider', 'user')),
  -- Of an address: whoever has it.
  add address text,
  -- Of a record: whatever its addresses are.
  add customer_id bigint,
  add note text not null default '' check (length(note) <= 500),
  add at timestamptz not null,
  add by_user_id bigint,
  add lifted_at timestamptz,
  add lifted_by bigint,
  add check ((address is null) <> (customer_id is null)),
  add check ((source = 'user') = (customer_id is not null)),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, by_user_id) references user_account (company_id, id),
  add foreign key (company_id, lifted_by) references user_account (company_id, id);
create unique index message_opt_out_address on message_opt_out (company_id, channel, address)
  where address is not null and lifted_at is null;
create unique index message_opt_out_customer on message_opt_out (company_id, customer_id, channel)
  where customer_id is not null and lifted_at is null;

/* Whoever writes to us is looked for among the contacts, too. (Records have lookup_keys and an index by e-mail.) */
create index contact_phone on contact (company_id, left(phone, 10)) where phone is not null;
create index contact_phone2 on contact (company_id, left(phone2, 10)) where phone2 is not null;
create index contact_phone3 on contact (company_id, left(phone3, 10)) where phone3 is not null;
