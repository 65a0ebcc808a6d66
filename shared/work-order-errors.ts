/** What may go wrong with work orders; a part of the catalogue in errors.ts. */
export const workOrderErrors = {
  'work_orders.not_found': [
    404,
    'This record has no such work order. Somebody may have deleted it meanwhile.',
  ],
  'work_orders.stale': [
    409,
    '{who} changed this work order meanwhile. Nothing was saved: look at it again, then save.',
  ],
  'work_orders.closed': [409, 'This work order is {status}. Reopen it to change it.'],
  'work_orders.wrong_step': [409, 'A work order that is {from} cannot become {to}.'],
  'work_orders.signed': [
    409,
    'What the customer has signed stays as it was. Take the signature off to change the work or its lines.',
  ],
  'work_orders.not_signed': [404, 'Nobody has signed this work order.'],
  'work_orders.too_many': [409, 'A record has at most {max} work orders.'],
  'work_orders.ticket_taken': [409, 'This ticket is work order #{id} already.'],
  'work_orders.visit_taken': [
    409,
    'This appointment is a visit for another work order meanwhile. Look again.',
  ],
  'work_orders.no_visit': [409, 'Only a technician’s appointment can be a visit for a work order.'],
  'work_orders.time_slots': [
    409,
    'The company books technicians into time slots. Schedule on the Appointments tab, then link the appointment.',
  ],
  'work_orders.past_midnight': [
    409,
    'So many visits do not end on the same day. Choose fewer, or shorter ones.',
  ],
} as const
