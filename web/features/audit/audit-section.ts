/** The audit trail as a section of administration. */
import { IconShieldSearch } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { AdministrationSection } from '#web/frame/administration-sections.ts'

export const auditSection: AdministrationSection = {
  label: 'Audit',
  help: 'Who was refused what, and who saw confidential values',
  icon: IconShieldSearch,
  heading: 'Organization',
  permissions: ['global_settings.yes'],
  words: 'denied attempts confidential ssn passcode reads security trail log',
  link: (company) => linkOptions({ to: '/$company/administration/audit', params: { company } }),
}
