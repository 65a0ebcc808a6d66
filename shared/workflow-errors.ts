/** What may go wrong with workflows and order templates; a part of the catalogue in errors.ts. */
export const workflowErrors = {
  'workflows.not_found': [404, 'There is no such workflow. Somebody may have deleted it meanwhile.'],
  'workflows.stale': [
    409,
    'Somebody saved this workflow meanwhile. Nothing of yours is lost: look at what is stored now, then save again.',
  ],
  'workflows.list_stale': [409, 'Somebody added or deleted a workflow meanwhile. Look at the list again.'],
  'workflows.too_many': [409, 'A company has at most {max} workflows.'],
  'workflows.in_use': [
    409,
    'Records that are in the middle of this workflow: {count}. Retire it instead: it is offered no more, and they can finish it.',
  ],
  'workflows.not_offered': [409, 'This workflow is not offered: {reason}'],
  'workflows.enrolment_not_found': [404, 'This record has no such workflow.'],
  'workflows.enrolled_already': [
    409,
    'This record is in the middle of “{name}” already. Finish or end that one first.',
  ],
  'workflows.too_many_enrolments': [409, 'A record has at most {max} workflows.'],
  'workflows.over': [409, 'This workflow is {status}: it cannot be worked on any more.'],
  'workflows.not_yet': [409, '“{step}” comes first.'],
  'workflows.nothing_there': [409, '{needs}, or skip this step.'],
  'workflows.no_skipping': [409, '“{step}” cannot be skipped.'],
  'workflows.lead_first': [409, 'Only a customer goes on from here: finish “{step}” first.'],
  'order_templates.not_found': [404, 'There is no such order template, or it is out of use.'],
  'order_templates.stale': [
    409,
    'Somebody saved this order template meanwhile. Nothing of yours is lost: look at what is stored now, then save again.',
  ],
  'order_templates.list_stale': [
    409,
    'Somebody added or deleted an order template meanwhile. Look at the list again.',
  ],
  'order_templates.too_many': [409, 'A company has at most {max} order templates.'],
  'order_templates.offered': [409, 'This order template is still offered. Retire it first, then delete it.'],
  'order_templates.leads_have_none': [404, 'A lead has no order. Convert it to a customer first.'],
} as const
