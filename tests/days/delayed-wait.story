# Still trying: nothing to do but wait
shows S-011 S-037 S-078
account home you@outlook.com

Mon 6 Apr 15:11  delayed pat@charter.net "Lunch"  450 4.4.316 Connection refused [Message=Socket error code 10061]  (tried 4 h)
    told "Still trying: pat@charter.net"        urgency low
    cause connection refused
    says "It is not lost", "Sent a second time, it could arrive twice"
    first step "Wait until Tue 11:11"           never "send it once more"
