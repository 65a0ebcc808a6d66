/** The company's own categories of files (TAB-011). */
import { type CatalogueDefinition, full } from './catalogue-definition.ts'

/* The facts name no permission for them: they stand under the company's own settings. */
export const fileCategoryDefinition: CatalogueDefinition = {
  one: 'file category',
  label: 'File Categories',
  help: 'What the files of a record are sorted by',
  permissions: full('global_settings'),
  apart: true,
  nameMax: 60,
  fields: {},
  usual: ['Contract', 'Photo', 'Diagram', 'Certificate', 'Letter', 'Receipt', 'Permit'].map((name) => ({
    name,
  })),
}
