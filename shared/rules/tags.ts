/** The colours of tags; the page paints each in light and dark (web/features/tags/tags.module.css). */
export const tagColours = {
  gray: 'Gray',
  red: 'Red',
  orange: 'Orange',
  amber: 'Amber',
  green: 'Green',
  teal: 'Teal',
  blue: 'Blue',
  violet: 'Violet',
  pink: 'Pink',
} as const
export type TagColour = keyof typeof tagColours

/** More than anybody reads; bounds what a record's header can cost. */
export const maxTagsOfRecord = 60
/** Of a company. */
export const maxTags = 1000
