/** In and out of service: out of service a device's signals are logged and nobody is sent. */
import type { Service } from '../station-parts.ts'
import { checked, FieldError } from '../look-first.ts'
import type { Gateway } from './client.ts'
import { readChoices } from './lists.ts'
import { deviceOf } from './map.ts'
import type { StagesSettings } from './settings.ts'
import { notKept, type Sites } from './sites.ts'
import { checkLength, clean } from './values.ts'
import { additionalInfoResult, result } from './wire.ts'

const maxComment = 200

export function openService(settings: StagesSettings, send: Gateway, sites: Sites): Service {
  const categories = readChoices(settings.outOfServiceCategories)

  /** Why the device is out of service, by the station's code; `''` if it does not say. */
  const categoryOf = async (call: string, accountNumber: string): Promise<string> => {
    const members = { TransmitterCode: accountNumber }
    const { Result } = await send(
      { call, operation: 'GetSiteAdditionalInfo', effect: 'read', members },
      additionalInfoResult,
    )
    const device = Result?.Devices.find(({ TransmitterCode }) => TransmitterCode === accountNumber)
    return clean(device?.OOSCat)
  }
  return {
    set: async (ref, { inService, category, comment }) => {
      const call = inService ? 'Put in service' : 'Put out of service'
      checked(call, () => {
        checkLength('comment', comment, maxComment)
        if (inService || (category === '' && categories.length === 0)) return
        if (!categories.some(({ code }) => code === category))
          throw new FieldError('category', 'Choose one of the categories that the settings keep')
      })
      const { accountNumber } = ref
      const { account } = await sites.getSite(call, ref)
      const differs = async () =>
        account.inService !== inService ||
        (!inService && category !== '' && (await categoryOf(call, accountNumber)) !== category)
      if (!(await differs())) return { inService }
      const Comment = comment.trim() || null
      const TransmitterCode = accountNumber
      if (inService)
        await send(
          { call, operation: 'InService', effect: 'write', members: { TransmitterCode, Comment } },
          result,
        )
      else {
        const OOSStartDate = new Date().toISOString()
        const members = { TransmitterCode, OOSCategory: category || null, OOSStartDate, Comment }
        await send({ call, operation: 'OutService', effect: 'write', members }, result)
      }
      const { site } = await sites.lookAgain(call, accountNumber)
      if ((deviceOf(site, accountNumber)!.InServiceFlag === true) !== inService) throw notKept(call, null)
      return { inService }
    },
    ...(categories.length > 0 && { categories: () => Promise.resolve(categories) }),
  }
}
