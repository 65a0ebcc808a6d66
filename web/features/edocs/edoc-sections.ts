/** Electronic documents as sections of administration. */
import { IconFileText, IconSignature } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { AdministrationSection } from '#web/frame/administration-sections.ts'

export const edocSections: readonly AdministrationSection[] = [
  {
    label: 'E-doc templates',
    help: 'Agreements with their fields, ready to be sent for signature',
    icon: IconFileText,
    heading: 'Electronic documents',
    permissions: ['document_providers.yes'],
    words: 'electronic document templates esign contracts agreements pdf field designer',
    setting: 'edocs',
    link: (company) => linkOptions({ to: '/$company/administration/e-doc-templates', params: { company } }),
  },
  {
    label: 'Electronic document providers',
    help: 'Built-in signing, and DocuSign',
    icon: IconSignature,
    heading: 'Electronic documents',
    permissions: ['document_providers.yes'],
    words: 'e-docs docusign signature providers esign',
    setting: 'edocs',
    link: (company) => linkOptions({ to: '/$company/administration/e-doc-providers', params: { company } }),
  },
]
