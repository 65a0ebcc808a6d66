-- Changes: a record says whether its address was verified, by whom and as what; a company may have its own verifier.
-- Old code: unaffected; a save by it leaves the state of an address that it changes as it was.

alter table customer
  add address_status text not null default 'unverified' check (address_status in ('unverified', 'verified', 'kept')),
  add address_verified_at timestamptz,
  add address_verified_by bigint,
  /* Who looked: our ZIP data (`offline`), which knows no streets, or Smarty. */
  add address_verified_source text check (address_verified_source in ('offline', 'smarty')),
  /* The address in the verifier's own form, and its remarks: {"lines": ["412 N Alder St"], "notes": []}. */
  add address_verified_as jsonb check (jsonb_typeof(address_verified_as) = 'object'),
  add foreign key (company_id, address_verified_by) references user_account (company_id, id),
  /* Nothing stands that an edit was to take back; who verified may be nobody any more. */
  add constraint customer_address_check check (
    (address_status = 'unverified') = (address_verified_at is null)
    and (address_status = 'unverified') = (address_verified_source is null)
    and (address_status <> 'unverified' or (address_verified_by is null and address_verified_as is null))
  );

/* Who verifies the addresses of a company that does not leave it to the ZIP data. At most one row a company. */
select platform.create_company_table('address_verifier');
alter table address_verifier
  add source text not null default 'offline' check (source in ('offline', 'smarty')),
  add base_url text not null,
  /* {"authId", "authToken"}, sealed; they go out to `base_url` alone. */
  add sealed_credentials text,
  add version int not null default 1,
  add updated_at timestamptz not null default now(),
  add unique (company_id),
  add check (source = 'offline' or sealed_credentials is not null);
