/** What may go wrong with invoices and payments; a part of the catalogue in errors.ts. */
export const accountingErrors = {
  'invoices.not_found': [
    404,
    'This record has no such invoice or quote. Somebody may have deleted it meanwhile.',
  ],
  'invoices.stale': [
    409,
    '{who} changed this meanwhile, or a payment came. Nothing was saved: look at it again, then save.',
  ],
  'invoices.closed': [409, 'This is {status} and stays as it is.'],
  'invoices.paid_already': [
    409,
    'Something was paid of this invoice: its lines, its date and its tax stay. Void it, or give a credit memo.',
  ],
  'invoices.issued': [409, 'An invoice that was issued is void rather than deleted.'],
  'invoices.quote_closed': [409, 'This quote is no longer open.'],
  'invoices.leads_quote': [409, 'A lead gets quotes only. Convert it to a customer first.'],
  'invoices.order_billed': [409, 'This work order is invoice #{number} already.'],
  'invoices.has_ledger': [
    409,
    'This customer has entries in the ledger and cannot be deleted. Archive it instead.',
  ],
  'invoices.item_not_found': [404, 'There is no such item. Somebody may have deleted it meanwhile.'],
  'invoices.item_stale': [409, 'Somebody changed “{name}” meanwhile. Look at it again, then save.'],
  'invoices.item_built_in': [409, 'MMR is built in: it cannot be deleted or switched off.'],
  'invoices.item_in_use': [409, '“{name}” stands on invoices and cannot be deleted. Switch it off instead.'],
  'payments.not_found': [404, 'This record has no such payment.'],
  'payments.leads': [409, 'A lead pays nothing. Convert it to a customer first.'],
  'payments.not_open': [
    409,
    'An invoice is no longer open for as much: somebody paid or voided it meanwhile. Look again.',
  ],
  'payments.nothing_left': [409, 'Nothing of this payment is left to apply.'],
  'payments.key_reused': [409, 'Under this mark another payment was recorded. Open the form anew.'],
  'payments.reversed': [409, 'This payment was undone already.'],
  'payments.too_much': [409, 'Only {left} are left of this payment.'],
  'payments.written_off': [
    409,
    'An invoice that it paid was written off meanwhile. Take the write-off back first.',
  ],
  'payments.by_processor': [409, 'A card’s or bank account’s payment is undone where it was charged.'],
  'recurring.not_found': [404, 'This record has no such recurring invoice.'],
  'recurring.stale': [
    409,
    '{who} changed this recurring invoice meanwhile, or it made one. Look at it again, then save.',
  ],
  'recurring.finished': [409, 'It makes no more invoices and stays as it is. Begin another.'],
  'recurring.too_many': [409, 'A record has at most {max} recurring invoices.'],
  'recurring.has_invoices': [409, 'It has made invoices, and so cannot be deleted. Stop it instead.'],
  'recurring.add_on_off': [409, 'The add-on Invoice+ is off: nothing recurring is made or changed.'],
  'billing.running': [409, 'A billing run is under way. What is due now is a part of it.'],
} as const
