"""How the gradients of the tasks on the shared trunk become one."""
