import type { Requests } from '../every-endpoint.ts'

const providerOf = ({ params }: { params: Record<string, number | string> }) =>
  Number(params['serviceProviderId'])
const choice = () => ({ planCode: '208', addOnCodes: [] })

/** An account that its provider, to whom Keyholder does not speak, has not confirmed: nobody is called. */
export const interactiveRequests: Requests = {
  async plant(house, { customer, here, marker }) {
    const { company } = here
    const provider = await house.plant.serviceProvider(company, { name: `${marker} Services` })
    const accountId = await house.plant.insert('interactive_account', company, {
      customer_id: customer.id,
      service_provider_id: provider.id,
      external_id: marker,
      state: 'creating',
      login: `${marker} login`,
    })
    return { accountId, serviceProviderId: provider.id }
  },
  bodies: {
    'interactive.find': (target) => ({ providerId: providerOf(target), text: 'nell' }),
    'interactive.link': (target) => ({ providerId: providerOf(target), externalId: '1', seen: 'x' }),
    'interactive.create': (target) => ({ providerId: providerOf(target), kind: 'customer', planCode: '208' }),
    'interactive.quote': choice,
    'interactive.changePlan': choice,
    'interactive.resetPassword': () => ({ loginId: '1' }),
    'interactive.impersonate': () => ({ reason: 'The customer asked' }),
    'interactive.act': () => ({ action: 'suspend' }),
  },
}
