"""What each operation on deliveries and refunds takes, for the table of who may do what (USR-5, ORD-12)."""

from handsel.identity.roles import Right, Role, roles_with

TAKES_OF_DELIVERIES: dict[str, Right | frozenset[Role]] = {
    "deliveries.address.set_delivery_address": Right.SETTINGS,
    "deliveries.giving_back.cancel_settled_order": Right.ORDERS,
    "deliveries.giving_back.give_back_line": Right.ORDERS,
    "deliveries.refund_payouts.leave_as_credit": Right.MONEY,
    "deliveries.refund_payouts.pay_out_refund": Right.MONEY,
    "deliveries.refunding.ask_refund": frozenset({*roles_with(Right.ORDERS), *roles_with(Right.SHOP)}),
    "deliveries.refunding.confirm_refund": Right.ORDERS,
    "deliveries.refunding.decline_refund": Right.ORDERS,
    "deliveries.refunding.pay_refund_alone": Right.ORDERS,
    "deliveries.refunding.set_refund_rule": Right.SETTINGS,
    "deliveries.working.deliver": Right.DELIVER,
    "deliveries.working.fail_deliveries": Right.DELIVER,
    "deliveries.working.note_delivery": Right.DELIVER,
    "deliveries.working.retry_deliveries": Right.DELIVER,
    "deliveries.working.start_deliveries": Right.DELIVER,
}
