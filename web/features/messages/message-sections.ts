/** Messages as sections of administration. */
import { IconMailCog, IconTemplate } from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'
import type { AdministrationSection } from '#web/frame/administration-sections.ts'

export const messageSections: readonly AdministrationSection[] = [
  {
    label: 'Message templates',
    help: 'What is written again and again, by SMS and e-mail',
    icon: IconTemplate,
    heading: 'Content management',
    permissions: ['message_templates.create', 'message_templates.modify', 'message_templates.delete'],
    words: 'sms email text merge fields',
    link: (company) => linkOptions({ to: '/$company/administration/message-templates', params: { company } }),
  },
  {
    label: 'Message channels',
    help: 'Your mail server and your account at Twilio',
    icon: IconMailCog,
    heading: 'Integrations',
    permissions: ['integrations.view'],
    words: 'smtp twilio sms email mail server quiet hours sender',
    link: (company) => linkOptions({ to: '/$company/administration/message-channels', params: { company } }),
  },
]
