import { locations } from '#shared/contracts/locations.ts'
import { type Module, module } from '#server/http/module.ts'
import {
  createLocation,
  listLocationHistory,
  listLocations,
  locationByZip,
  openLocation,
  saveLocation,
} from './locations.service.ts'

export const locationsModule = (): Module =>
  module('locations', locations, {
    list: listLocations,
    open: openLocation,
    create: createLocation,
    save: saveLocation,
    history: listLocationHistory,
    byZip: locationByZip,
  })
