/**
 * Whether a customer is billed, in this one place: by the monthly rate on the record. Recurring invoices replace it here,
 * and the two lists that cost dealers money follow.
 */

/** SQL: what customer `c` pays a month, in cents; 0 for nothing. */
export const billedCents = `coalesce((select (v.data->>'totalCents')::int from catalogue_value v
  where v.company_id = c.company_id and v.id = c.mmr_id), 0)`
