/** The sections of who works here, where, and by which rules. */
import { IconBuildingStore, IconLock, IconRouteScan, IconSettings2, IconUsers } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { AdministrationSection } from './administration-sections.ts'

export const accessSections: readonly AdministrationSection[] = [
  {
    label: 'Company settings',
    help: 'Name, time zone, currency, defaults and every switch',
    icon: IconSettings2,
    heading: 'Organization',
    permissions: ['global_settings.yes'],
    words: 'global settings duplicates parent child mmr breakout record defaults message password',
    link: (company) => linkOptions({ to: '/$company/administration/settings', params: { company } }),
  },
  {
    label: 'Locations',
    help: 'Offices, their managers and the ZIP codes that they serve',
    icon: IconBuildingStore,
    heading: 'Organization',
    permissions: ['office_locations.view'],
    words: 'office zip',
    link: (company) => linkOptions({ to: '/$company/administration/locations', params: { company } }),
  },
  {
    label: 'Permission groups',
    help: 'What the users of a group may see and do',
    icon: IconLock,
    heading: 'Organization',
    permissions: ['permission_groups.view'],
    words: 'roles grants access',
    link: (company) => linkOptions({ to: '/$company/administration/groups', params: { company } }),
  },
  {
    label: 'Permission analyzer',
    help: 'Why somebody may, or may not, do something',
    icon: IconRouteScan,
    heading: 'Organization',
    permissions: ['permission_groups.view'],
    words: 'explain access why',
    link: (company) => linkOptions({ to: '/$company/administration/access/analyzer', params: { company } }),
  },
  {
    label: 'Users',
    help: 'People, their groups and roles, how they sign in',
    icon: IconUsers,
    heading: 'Organization',
    permissions: ['user_accounts.view'],
    words: 'accounts employees password sessions sign-in',
    link: (company) => linkOptions({ to: '/$company/administration/users', params: { company } }),
  },
]
