/** What every dealer finds there: feature plans, receivers, stations. All invented. */
const named = (type: string, id: string, name: string) => ({ type, id, attributes: { name } })
const plan = (id: string, name: string, ...features: string[]) => ({
  type: 'featureplans',
  id,
  attributes: { name, features },
})

export const featurePlans = [
  plan('501', 'Alarm only'),
  plan('502', 'Interactive', 'remoteArming', 'notifications'),
  plan('503', 'Interactive with automation', 'remoteArming', 'notifications', 'locks', 'thermostats'),
  plan('504', 'Interactive with video', 'remoteArming', 'notifications', 'locks', 'thermostats', 'video'),
] as const

/** By the resource's path. */
export const catalogue: Record<string, { type: string; id: string; attributes: Record<string, unknown> }[]> =
  {
    featureplans: featurePlans.map((one) => ({ ...one, attributes: { ...one.attributes } })),
    dealers: [named('dealers', '4100', 'Acme Security'), named('dealers', '4200', 'Birch Alarm')],
    receivers: [named('receivers', '61', 'Receiver one'), named('receivers', '62', 'Receiver two')],
    stations: [named('stations', '71', 'Dynamark'), named('stations', '72', 'Rapid Response')],
  }
