import { useParams } from '@tanstack/react-router'

/** Company and customer of the address. */
export const useCustomerParams = () => useParams({ from: '/$company/customers/$customerId' })
