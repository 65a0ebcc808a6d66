/** Imports as a section of administration. */
import { IconFileImport } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { AdministrationSection } from '#web/frame/administration-sections.ts'

export const importSection: AdministrationSection = {
  label: 'Import',
  help: 'Bring in customers, leads, equipment and recurring invoices from files',
  icon: IconFileImport,
  heading: 'Integrations',
  permissions: ['imports.yes'],
  words: 'csv file upload spreadsheet excel migrate migration data mapping load',
  link: (company) => linkOptions({ to: '/$company/administration/imports', params: { company } }),
}
