/** Whether the address can be asked about; with the dialog's script, since it takes the contract's schema. */
import { places } from '#shared/contracts/places.ts'
import { check } from '#web/api/problem.ts'

export const checkAddress = (address: unknown) => check(places.verify.body, address)
