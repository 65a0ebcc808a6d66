/** Which values of a catalogue a record may newly be given, beyond being active; page and server ask the same. */

type Data = Readonly<Record<string, unknown>> | null | undefined

/** A source is offered if it is marked Sells Leads or Sells Customers (REC-070, REC-101). */
export const isSelling = (source: Data): boolean =>
  source?.['sellsLeads'] === true || source?.['sellsCustomers'] === true

/** A lead has a Lead Rep only in the statuses that are configured for one (REC-130). */
export const showsLeadRep = (leadStatus: Data): boolean => leadStatus?.['showsLeadRep'] === true

/** Whether a monitoring company is ADT: by its connector, or by the brand that its connector's settings name (REC-121). */
export const isAdt = (company: { connector: string | null; brand: string | null }): boolean =>
  company.connector === 'adt' || company.brand === 'adt'
