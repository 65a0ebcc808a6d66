/** The time zones of the US, its territories and Canada that a company or an office may keep (IANA names). */
export const timeZones = [
  { value: 'America/New_York', label: 'Eastern (New York)' },
  { value: 'America/Detroit', label: 'Eastern (Detroit)' },
  { value: 'America/Indiana/Indianapolis', label: 'Eastern (Indianapolis)' },
  { value: 'America/Toronto', label: 'Eastern (Toronto)' },
  { value: 'America/Chicago', label: 'Central (Chicago)' },
  { value: 'America/Winnipeg', label: 'Central (Winnipeg)' },
  { value: 'America/Regina', label: 'Central, no daylight saving (Regina)' },
  { value: 'America/Denver', label: 'Mountain (Denver)' },
  { value: 'America/Boise', label: 'Mountain (Boise)' },
  { value: 'America/Edmonton', label: 'Mountain (Edmonton)' },
  { value: 'America/Phoenix', label: 'Mountain, no daylight saving (Phoenix)' },
  { value: 'America/Los_Angeles', label: 'Pacific (Los Angeles)' },
  { value: 'America/Vancouver', label: 'Pacific (Vancouver)' },
  { value: 'America/Anchorage', label: 'Alaska (Anchorage)' },
  { value: 'Pacific/Honolulu', label: 'Hawaii (Honolulu)' },
  { value: 'America/Halifax', label: 'Atlantic (Halifax)' },
  { value: 'America/Puerto_Rico', label: 'Atlantic, no daylight saving (Puerto Rico)' },
  { value: 'America/St_Johns', label: 'Newfoundland (St. John’s)' },
  { value: 'Pacific/Guam', label: 'Chamorro (Guam)' },
] as const

export const isTimeZone = (name: string): boolean => timeZones.some(({ value }) => value === name)
