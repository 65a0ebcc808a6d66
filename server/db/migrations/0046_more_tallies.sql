-- Changes: workflows, billing methods, charges and e-docs are told of by the record's tally.
-- Old code: still runs; it reads their tables.

-- [count, when the unfinished one that rests longest was moved, the unfinished one that was moved last]
select platform.create_tally('workflows', 'workflow_enrolment', $$jsonb_build_array(count(*),
  min(x.moved_at) filter (where x.status in ('pending', 'in_progress')),
  (array_agg(jsonb_build_object('id', x.id, 'name', x.name, 'startedBy', x.started_by) order by x.moved_at desc)
    filter (where x.status in ('pending', 'in_progress')))[1])$$);
-- [count, the last day of the card that ends first]
select platform.create_tally('billing_methods', 'billing_method', $$jsonb_build_array(count(*),
  min((make_date(x.exp_year, x.exp_month, 1) + interval '1 month' - interval '1 day')::date) filter (where x.kind = 'card'))$$,
  'x.archived_at is null');
-- [count]: charges that wait for somebody, of each subject the last
select platform.create_tally('charges', 'charge_attempt', 'jsonb_build_array(count(*))',
  $$x.state = 'unknown' or x.kind = 'charge' and x.state in ('declined', 'failed') and x.next_retry_on is null
    and not exists (select from charge_attempt n where n.company_id = x.company_id and n.subject_kind = x.subject_kind
      and n.subject_id = x.subject_id and n.id > x.id)$$);
-- [count of those not voided, whether one waits to be signed, was declined, expired, or had its seal broken]
select platform.create_tally('edocs', 'edoc', $$jsonb_build_array(count(*) filter (where x.status <> 'voided'),
  bool_or(x.status in ('sent', 'declined', 'expired') or x.tampered_at is not null))$$);
