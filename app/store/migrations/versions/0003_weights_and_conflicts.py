"""What weighs the tasks: the weights used, and how the gradients of the tasks lay to each other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("epoch_tasks", sa.Column("weight", sa.Double(), nullable=True))
    op.add_column("epoch_tasks", sa.Column("gradient_weight", sa.Double(), nullable=True))
    op.add_column("epochs", sa.Column("gradient_cosines", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("epochs", "gradient_cosines")
    op.drop_column("epoch_tasks", "gradient_weight")
    op.drop_column("epoch_tasks", "weight")
