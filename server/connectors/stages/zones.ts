/**
 * A device's points as zones. A point may have several rows, one for each signal code; the first one's event is the
 * zone's, and what describes the sensor (words, equipment, area) is the same in all of them.
 */
import type { AccountRef } from '../contract.ts'
import type { Choice, StationZone, Zones } from '../station-parts.ts'
import { checked, FieldError, sameZone } from '../look-first.ts'
import type { Gateway } from './client.ts'
import { readChoices } from './lists.ts'
import { manifest } from './manifest.ts'
import { changeDevice, deviceOf } from './map.ts'
import type { StagesSettings } from './settings.ts'
import type { Sites } from './sites.ts'
import { checkLength, clean } from './values.ts'
import { eventCodesResult, type Point, type Site } from './wire.ts'

const facts = manifest.parts!.zones!
const numberPattern = new RegExp(facts.pattern)
const codeLength = 16

export function openZones(settings: StagesSettings, send: Gateway, sites: Sites): Zones {
  const equipment = readChoices(settings.equipmentTypes)
  const locations = readChoices(settings.equipmentLocations)
  const read = (site: Site, { accountNumber }: AccountRef) =>
    readZones(deviceOf(site, accountNumber)!.Points, locations.length > 0)
  return {
    list: async (ref) => read((await sites.getSite('List zones', ref)).site, ref),
    put: async (ref, { zones, revision }) => {
      const call = 'Save zones'
      checked(call, () => checkZones(zones, { deviceType: equipment, location: locations }))
      const change = (site: Site) =>
        changeDevice(site, ref.accountNumber, (device) => {
          const Points = zones.reduce(putZone, device.Points)
          return Points === device.Points ? null : { ...device, Points }
        })
      return read(await sites.rewrite(call, ref, revision, change), ref)
    },
    remove: async (ref, { zones, revision }) => {
      const change = (site: Site) =>
        changeDevice(site, ref.accountNumber, (device) => {
          const Points = device.Points.filter(
            (point) => !zones.some((zone) => sameZone(zone, clean(point.Point))),
          )
          return Points.length === device.Points.length ? null : { ...device, Points }
        })
      return read(await sites.rewrite('Remove zones', ref, revision, change), ref)
    },
    eventTypes: async () => {
      const call = 'List event codes'
      const { Result } = await send(
        { call, operation: 'GetEventCodeReportCode', effect: 'read', members: {} },
        eventCodesResult,
      )
      const rows = Map.groupBy(Result, ({ EventCode }) => clean(EventCode))
      return [...rows]
        .filter(([code]) => code !== '')
        .map(([code, reports]): Choice => {
          const words = new Set(reports.map((row) => clean(row.ReportCodeDescription)).filter(Boolean))
          return { code, label: [...words].join(' / ') || code }
        })
        .sort((a, b) => a.label.localeCompare(b.label))
    },
    ...(equipment.length > 0 && { deviceTypes: () => Promise.resolve(equipment) }),
    ...(locations.length > 0 && { locations: () => Promise.resolve(locations) }),
  }
}

/** Each point once, in the station's order. */
function readZones(points: readonly Point[], withLocation: boolean): StationZone[] {
  const zones = new Map<string, StationZone>()
  for (const point of points) {
    const zone = clean(point.Point)
    if (zone === '' || zones.has(zone)) continue
    zones.set(zone, {
      zone,
      name: clean(point.Description),
      eventType: clean(point.EventCode),
      deviceType: clean(point.EqType),
      area: point.AreaNum == null ? '' : String(point.AreaNum),
      ...(withLocation && { location: clean(point.EqLoc) }),
    })
  }
  return [...zones.values()]
}

function checkZones(
  zones: readonly StationZone[],
  lists: Record<'deviceType' | 'location', readonly Choice[]>,
): void {
  zones.forEach((zone, index) => {
    const at = `zones.${index}`
    if (!numberPattern.test(zone.zone)) throw new FieldError(`${at}.zone`, facts.help)
    if (zone.name.trim() === '') throw new FieldError(`${at}.name`, 'An operator must read what has signaled')
    checkLength(`${at}.name`, zone.name, facts.nameLength)
    checkLength(`${at}.eventType`, zone.eventType, codeLength)
    for (const member of ['deviceType', 'location'] as const) {
      const code = zone[member] ?? ''
      checkLength(`${at}.${member}`, code, codeLength)
      if (code !== '' && lists[member].length > 0 && !lists[member].some((one) => one.code === code))
        throw new FieldError(`${at}.${member}`, 'This code is not in the list that the settings keep')
    }
    if (!/^([1-9]\d{0,3})?$/.test(zone.area)) throw new FieldError(`${at}.area`, 'An area is a number from 1')
  })
}

/** The points with this zone in them; the very same list if it is there already. */
function putZone(points: Point[], given: StationZone): Point[] {
  const { zone, name, eventType, deviceType, area, location } = given
  const event = { EventCode: eventType || null }
  const sensor = {
    Description: name.trim(),
    EqType: deviceType || null,
    AreaNum: area === '' ? null : Number(area),
    ...(location !== undefined && { EqLoc: location || null }),
  }
  const first = points.find((point) => sameZone(clean(point.Point), zone))
  if (!first) return [...points, { Point: zone, ...event, ...sensor }]
  const after = points.map((point) => {
    if (!sameZone(clean(point.Point), zone)) return point
    const wanted = point === first ? { ...event, ...sensor } : sensor
    const holds = Object.entries(wanted).every(([member, value]) => (point[member] || null) === value)
    return holds ? point : { ...point, ...wanted }
  })
  return after.every((point, index) => point === points[index]) ? points : after
}
