/** What the address of a record's billing methods says. Numbers that are no method of the customer open nothing. */
export type BillingMethodsSearch = {
  new?: true
  /** The method that a new one takes the place of, the one that is changed, and the one whose history is read. */
  replace?: number
  edit?: number
  history?: number
  /** Archived ones are listed, too. */
  archived?: true
}
