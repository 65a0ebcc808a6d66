/** What our record is called at a station, so that both sides can tell whose link it is. */
export const referenceOf = (companySlug: string, customerId: number): string =>
  `keyholder:${companySlug}/${customerId}`
