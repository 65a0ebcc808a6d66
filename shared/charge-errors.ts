/** The errors of charges and billing methods, as a part of the catalogue in errors.ts. */
export const chargeErrors = {
  'charges.not_found': [404, 'There is no charge with this number.'],
  'charges.one_is_open': [
    409,
    'A charge for this is under way already. Nothing more was charged: wait for its answer.',
  ],
  'charges.not_now': [409, 'This charge is {state} by now: {deed} is not possible.'],
  'charges.too_much': [422, 'At most {most} can be given back of this charge.'],
  'charges.no_voids': [409, '{processor} cannot void a charge: refund it.'],
  'charges.method_gone': [409, 'The billing method is archived. Choose another one.'],
  'charges.key_reused': [422, 'This key was used for another charge.'],
  'billing_methods.not_found': [404, 'This customer has no such billing method.'],
  'billing_methods.leads': [409, 'Leads have no billing methods. Convert the lead first.'],
  'billing_methods.no_processor': [
    409,
    'No payment processor is set up for this. Administration, Payment processing, adds one.',
  ],
  'billing_methods.too_many': [409, 'A customer has at most {max} billing methods.'],
  'billing_methods.stale': [
    409,
    'Somebody changed this billing method meanwhile. Look at it again, then repeat your change.',
  ],
  'billing_methods.archived': [409, 'This billing method is archived and cannot be changed.'],
  'billing_methods.in_use': [
    409,
    'This billing method is in use: {uses}. Replace it by another one instead of removing it.',
  ],
  'billing_methods.refused': [409, '{processor} did not take it: {reason}'],
  'billing_methods.charge_open': [
    409,
    'A charge of this customer is still under way, or its outcome is not known. Settle it before you delete the record.',
  ],
} as const
