/** The station's own event codes and authorities; all of them are invented. */
import type { Columns } from './systems.ts'

const event = (event_id: string, descr: string, priority: string): Columns => ({
  event_id,
  descr,
  response_code: priority === '1' ? 'DISP' : 'LOG',
  priority,
})

export const eventCodes: readonly Columns[] = [
  event('BA', 'Burglary alarm', '1'),
  event('FA', 'Fire alarm', '1'),
  event('PA', 'Panic alarm', '1'),
  event('MA', 'Medical alarm', '1'),
  event('GA', 'Carbon monoxide alarm', '1'),
  event('TA', 'Tamper', '3'),
  event('YT', 'Low battery', '4'),
]

const agency = (
  agency_no: string,
  agencytype_id: string,
  agency_name: string,
  city_name: string,
  zip_code: string,
  phone1: string,
): Columns => ({
  agency_no,
  agencytype_id,
  agency_name,
  city_name,
  state_id: 'UT',
  zip_code,
  phone1,
  change_date: '2026-01-12T00:00:00',
})

export const agencies: readonly Columns[] = [
  agency('7001', 'PD', 'Sandy Police Department', 'SANDY', '84070', '8015550711'),
  agency('7002', 'PD', 'Salt Lake County Sheriff, Sandy', 'SANDY', '84070', '8015550712'),
  agency('7003', 'FD', 'Sandy Fire Department', 'SANDY', '84070', '8015550721'),
  agency('7004', 'MD', 'Wasatch Front Ambulance', 'SANDY', '84070', '8015550731'),
  agency('7005', 'GRD', 'Bell Canyon Patrol', 'SANDY', '84070', '8015550741'),
  agency('7006', 'PD', 'Draper Police Department', 'DRAPER', '84020', '8015550713'),
  // Its type is the station's own; what it is, its name tells.
  agency('7007', 'VFD', 'Draper Fire & Rescue', 'DRAPER', '84020-1187', '801-555-0722'),
]
