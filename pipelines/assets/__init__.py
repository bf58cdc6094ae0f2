"""The assets in running order: one module per layer, each key the address of its table.

To add an asset, add its table where the layer is made (a `RawTable`, a dbt model); the modules here
read what there is. To add a layer, write a module and name it in `pipelines/definitions.py`.
"""
