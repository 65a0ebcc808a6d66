/** Who verifies addresses, as a section of administration. */
import { IconMapPinCheck } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { AdministrationSection } from '#web/frame/administration-sections.ts'

export const verifierSection: AdministrationSection = {
  label: 'Address verification',
  help: 'Smarty, or the ZIP data of Keyholder',
  icon: IconMapPinCheck,
  heading: 'Integrations',
  permissions: ['integrations.view'],
  words: 'smarty smartystreets usps zip street',
  link: (company) =>
    linkOptions({ to: '/$company/administration/address-verification', params: { company } }),
}
