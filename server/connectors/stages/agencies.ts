/**
 * The authorities of a site. The gateway has no question for the authorities that serve a ZIP, so that `search` answers
 * from the list that the dealer keeps in the settings. An authority of a type that means none of ours is not shown,
 * and stays as it is.
 */
import type { AccountAgency, Agencies, AgencyKind } from '../station-parts.ts'
import { agencyKinds } from '../station-parts.ts'
import { checked, FieldError } from '../look-first.ts'
import { readAgencyList, type ListedAgency } from './lists.ts'
import type { StagesSettings } from './settings.ts'
import type { Sites } from './sites.ts'
import { checkLength, clean, phoneFromWire } from './values.ts'
import type { Site, SiteAgency } from './wire.ts'

const maxPermit = 20
const words: Record<AgencyKind, RegExp> = {
  police: /\b(police|sheriff|marshal|constable|pd)\b/i,
  fire: /\b(fire|fd)\b/i,
  medical: /\b(medical|ambulance|ems|paramedics?)\b/i,
  guard: /\b(guards?|patrol)\b/i,
}

export function openAgencies(settings: StagesSettings, sites: Sites): Agencies {
  const list = readAgencyList(settings.agencies)
  const types = settings.agencyTypes.split(' ')
  const typeOf = (kind: AgencyKind) => types[agencyKinds.indexOf(kind)]!
  const kindOf = ({ AgencyType, AgencyName }: SiteAgency): AgencyKind | undefined =>
    agencyKinds[types.indexOf(clean(AgencyType))] ??
    agencyKinds.find((kind) => words[kind].test(clean(AgencyName)))
  const read = (site: Site): AccountAgency[] =>
    site.SiteAgencies.flatMap((agency) => {
      const kind = kindOf(agency)
      return kind ? [readAgency(agency, kind, list)] : []
    })

  return {
    list: async (ref) => read((await sites.getSite('List authorities', ref)).site),
    search: (kind, zip) =>
      Promise.resolve(
        list
          .filter((agency) => agency.kind === kind && agency.zips.includes(zip.slice(0, 5)))
          .map(({ zips: _, ...agency }) => agency),
      ),
    add: async (ref, { agency, permitNumber, revision }) => {
      const call = 'Add authority'
      const Permit = permitNumber.trim() || null
      checked(call, () => {
        if (!/^[1-9]\d{0,8}$/.test(agency.id))
          throw new FieldError('agency', 'The station knows authorities by number only')
        checkLength('permitNumber', permitNumber, maxPermit)
      })
      const change = (site: Site): Site | null => {
        const held = site.SiteAgencies.find((one) => idOf(one) === agency.id)
        if (held && (clean(held.Permit) || null) === Permit) return null
        const fresh: SiteAgency = {
          AgencyNum: Number(agency.id),
          AgencyType: typeOf(agency.kind),
          Permit,
          AgencyName: agency.name,
          AgencyPhone: agency.phone || null,
        }
        const SiteAgencies = held
          ? site.SiteAgencies.map((one) => (one === held ? { ...one, Permit } : one))
          : [...site.SiteAgencies, fresh]
        return { ...site, SiteAgencies }
      }
      return read(await sites.rewrite(call, ref, revision, change))
    },
    remove: async (ref, { agencyId, kind, revision }) => {
      const change = (site: Site): Site | null => {
        const SiteAgencies = site.SiteAgencies.filter((one) => idOf(one) !== agencyId || kindOf(one) !== kind)
        return SiteAgencies.length === site.SiteAgencies.length ? null : { ...site, SiteAgencies }
      }
      return read(await sites.rewrite('Remove authority', ref, revision, change))
    },
  }
}

/** One that the station has not numbered goes by its words. */
const idOf = ({ AgencyNum, AgencyType, AgencyName }: SiteAgency): string =>
  AgencyNum == null ? `${clean(AgencyType)}:${clean(AgencyName)}` : String(AgencyNum)

function readAgency(agency: SiteAgency, kind: AgencyKind, list: readonly ListedAgency[]): AccountAgency {
  const id = idOf(agency)
  const known = list.find((one) => one.id === id)
  return {
    id,
    kind,
    name: clean(agency.AgencyName) || (known?.name ?? ''),
    phone: phoneFromWire({ PhoneNumber: agency.AgencyPhone }),
    city: known?.city ?? '',
    state: known?.state ?? '',
    permitNumber: clean(agency.Permit),
  }
}
