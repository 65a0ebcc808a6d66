/**
 * States, territories and provinces by their postal codes: USPS Publication 28, appendix B, and Canada Post's
 * addressing guidelines. The order is that of the select: US first, each country by name.
 */

export type Country = 'US' | 'CA'
export type Region = { code: string; name: string; country: Country }

const named = (country: Country, list: string): readonly Region[] =>
  list.split('|').map((entry) => ({ code: entry.slice(0, 2), name: entry.slice(3), country }))

const us = named(
  'US',
  'AL Alabama|AK Alaska|AS American Samoa|AZ Arizona|AR Arkansas|AA Armed Forces Americas|AE Armed Forces Europe|' +
    'AP Armed Forces Pacific|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia|' +
    'FM Federated States of Micronesia|FL Florida|GA Georgia|GU Guam|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|' +
    'IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MH Marshall Islands|MD Maryland|MA Massachusetts|' +
    'MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|' +
    'NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|MP Northern Mariana Islands|OH Ohio|' +
    'OK Oklahoma|OR Oregon|PW Palau|PA Pennsylvania|PR Puerto Rico|RI Rhode Island|SC South Carolina|' +
    'SD South Dakota|TN Tennessee|TX Texas|VI U.S. Virgin Islands|UT Utah|VT Vermont|VA Virginia|WA Washington|' +
    'WV West Virginia|WI Wisconsin|WY Wyoming',
)

const ca = named(
  'CA',
  'AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|' +
    'NT Northwest Territories|NS Nova Scotia|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|' +
    'SK Saskatchewan|YT Yukon',
)

export const regions: readonly Region[] = [...us, ...ca]

const byCode = new Map(regions.map((region) => [region.code, region]))

/** The region of a two-letter code in capitals; undefined for a code that is none. */
export const findRegion = (code: string): Region | undefined => byCode.get(code)

/** The country that a state or province code belongs to; null for a code that is none. */
export const countryOfState = (code: string): Country | null => byCode.get(code)?.country ?? null
