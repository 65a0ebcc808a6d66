import type { Requests } from '../every-endpoint.ts'

export const tagsRequests: Requests = {
  async plant(house, { customer, here, marker }) {
    const tagId = await house.plant.tag(here.company, { name: `${marker} tag` })
    await house.plant.tagged(customer, tagId)
    return { tagId }
  },
  bodies: {
    'tags.create': ({ marker }) => ({ name: `${marker} new` }),
    'tags.update': ({ marker }) => ({ version: 1, tag: { name: `${marker} renamed` } }),
    'tags.sort': ({ params }) => ({ ids: [params.tagId] }),
    'tags.apply': ({ params }) => ({ remove: [params.tagId] }),
  },
}
