/** Which ZIP codes lie around an office location, so that a location's customers live where its cars can go. */
import type { ZipPlace } from '#server/platform/zip-data.ts'

const earthRadiusKm = 6371

/** Great-circle distance in kilometres (haversine). */
export function distanceKm(a: ZipPlace, b: ZipPlace): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const dLat = radians(b.latitude - a.latitude)
  const dLon = radians(b.longitude - a.longitude)
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(dLon / 2) ** 2
  return 2 * earthRadiusKm * Math.asin(Math.sqrt(h))
}

/** The ZIPs of the same state within `radiusKm` of the given one, in order of their code. Throws if it is unknown. */
export function zipsAround(places: readonly ZipPlace[], zip: string, radiusKm: number): ZipPlace[] {
  const centre = places.find((place) => place.zip === zip)
  if (!centre) throw new Error(`No such ZIP: ${zip}`)
  return places.filter((place) => place.state === centre.state && distanceKm(centre, place) <= radiusKm)
}
