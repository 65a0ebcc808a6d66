/** What may go wrong with payroll rules and payables; a part of the catalogue in errors.ts. */
export const payablesErrors = {
  'payroll.not_found': [404, 'There is no such payroll rule. Somebody may have deleted it meanwhile.'],
  'payroll.stale': [409, 'Somebody changed this rule meanwhile. Look at it again, then repeat your change.'],
  'payroll.too_many': [409, 'There may be at most {max} {what}.'],
  'payroll.role_in_use': [409, 'This role has functions. Delete or move them first, or switch the role off.'],
  'payroll.function_in_use': [409, 'This function has made payables and stays. Switch it off instead.'],
  'payroll.level_in_use': [409, '{count} users have this level. Give them another one first.'],
  'payroll.table_in_use': [409, 'The table is used by {where}. Take it out there first.'],
  'payroll.add_on_off': [
    409,
    'The add-on Payable+ is off: there are fixed amounts alone, and functions pay by hand.',
  ],
  'payables.not_found': [404, 'This record has no such payable.'],
  'payables.leads': [409, 'Nothing is owed because of a lead. Convert it to a customer first.'],
  'payables.too_many': [409, 'A record has at most {max} payables.'],
  'payables.stale': [
    409,
    'Somebody changed this payable meanwhile, or it was paid. Look at it again, then repeat your change.',
  ],
  'payables.closed': [409, 'This payable is {status}, and its amounts stay. Its notes can be changed.'],
  'payables.not_approved': [409, 'Approve it before you pay it.'],
  'payables.status_refused': [
    409,
    'It is {status}, of which {paid} are paid: it cannot be set to “{next}”. Reverse what was paid first.',
  ],
  'payables.too_much': [409, 'Only {left} are left to pay.'],
  'payables.below_paid': [409, '{paid} are paid already: the amount cannot become less than that.'],
  'payables.key_reused': [409, 'Under this mark another payment was noted. Open the form anew.'],
  'payables.no_payment': [404, 'This payable has no such payment.'],
  'payables.reversed': [409, 'This payment was reversed already.'],
  'payables.again': [
    409,
    'There is an active payable of this function for this payee on this record already. Deny one of them first.',
  ],
  'payables.taken_back': [409, 'A charge back takes it back. Deny the charge back first.'],
  'payables.changed': [
    409,
    'The filter finds {count} payables now, not {shown}. Nothing was changed: look at the list again.',
  ],
  'payables.nothing': [409, 'None of these payables can be changed so.'],
  'payables.too_many_at_once': [409, 'The filter finds more than {max} payables. Narrow it first.'],
  'payables.none_of_mine': [409, 'You were paid nothing in this pay run.'],
  'payables.no_run': [404, 'There is no such pay run.'],
  'payables.paid_stay': [
    409,
    'Commissions were paid because of this customer: it cannot be deleted. Archive it instead.',
  ],
} as const
