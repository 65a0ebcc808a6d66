-- Changes: Auto Pay: recurring invoices, invoices and payments name a billing method; charges of more than one invoice, or of none.
-- Old code: still runs; it names none.

alter table recurring_invoice
  add foreign key (company_id, billing_method_id) references billing_method (company_id, id) on delete set null (billing_method_id);
create index recurring_invoice_of_method on recurring_invoice (company_id, billing_method_id) where billing_method_id is not null;

alter table invoice
  -- When its charge was asked for by the calendar: once.
  add autopay_at timestamptz,
  add foreign key (company_id, billing_method_id) references billing_method (company_id, id) on delete set null (billing_method_id);
create index invoice_autopay on invoice (company_id, due_on, id)
  where billing_method_id is not null and autopay_at is null and kind = 'invoice' and state = 'open' and paid_cents < total_cents;
create index invoice_of_method on invoice (company_id, billing_method_id) where billing_method_id is not null;

alter table payment
  add foreign key (company_id, billing_method_id) references billing_method (company_id, id) on delete set null (billing_method_id);
create index payment_of_method on payment (company_id, billing_method_id) where billing_method_id is not null;

/* What a person had charged that is not one invoice: where the money goes once it is there. */
select platform.create_company_table('payment_charge');
alter table payment_charge
  add customer_id bigint not null,
  add amount_cents bigint not null check (amount_cents > 0),
  -- 'oldest', 'none', or [{invoiceId, amountCents}].
  add apply jsonb not null,
  add request_key text not null check (length(request_key) between 8 and 120),
  add asked_on date not null,
  add settled_at timestamptz,
  add constraint payment_charge_request unique (company_id, request_key),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade;
create index payment_charge_of_customer on payment_charge (company_id, customer_id, id);
