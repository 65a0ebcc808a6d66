/** Alarm.com's names in words: its lists are of programmers' names, and are too long to be translated one by one. */
import type { Choice } from '../station-parts.ts'

const known: Record<string, string> = {
  ProVideo: 'Video',
  ProVideoPlus: 'Video Plus',
  ProVideoWithAnalytics: 'Video with analytics',
  VideoOneCameraAddOn: 'One more camera',
  DoorbellCameras: 'Doorbell cameras',
  ZWaveLights: 'Z-Wave lights',
  ZWaveThermostats: 'Z-Wave thermostats',
  ZWaveLocks: 'Z-Wave locks',
  SMSAlarms: 'Alarms by SMS',
  SmokeHeat: 'Smoke or heat',
}

/** `SevereWeatherAlerts` as "Severe weather alerts". */
export function inWords(code: string): string {
  if (known[code]) return known[code]
  const words = code
    .replace(/^Z[Ww]ave/, 'Z-Wave ')
    .replace(/_/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/\s+/)
  return words
    .map((word, index) => (index > 0 && /^[A-Z][a-z]+$/.test(word) ? word.toLowerCase() : word))
    .join(' ')
}

export const choiceOf = (code: string): Choice => ({ code, label: inWords(code) })

/** The label of a code among choices; the code in words if it is none of them. */
export const labelIn = (choices: readonly Choice[], code: string): string =>
  choices.find((choice) => choice.code === code)?.label ?? inWords(code)

/** Where a reset goes, as people read it. */
export const addressedTo = ({ email, login }: { email: string; login: string }): string =>
  email === '' ? `the e-mail address of ${login}` : email
